import './import-words';

import { Stepper } from '@mantine/core';

import { Page as Skeleton } from '../../kit/page';
import { t } from '../../messages';
import { CheckStep } from './check-step';
import { ColumnsStep } from './columns-step';
import { FileStep } from './file-step';
import classes from './imports.module.css';
import { useWizard } from './use-wizard';
import type { Step } from './use-wizard';

export function Page() {
  const wizard = useWizard();
  return (
    <Skeleton
      title={t('imports.newTitle')}
      purpose={t('imports.newPurpose')}
      back={{ to: '/audience', label: t('audience.title') }}
    >
      <Stepper
        active={wizard.step}
        onStepClick={(step) => wizard.setStep(step as Step)}
        allowNextStepsSelect={false}
        maw={960}
        size="sm"
        wrap={false}
        classNames={{ step: classes['step'] ?? '', stepBody: classes['stepBody'] ?? '' }}
      >
        <Stepper.Step label={t('imports.steps.file')}>
          <FileStep wizard={wizard} />
        </Stepper.Step>
        <Stepper.Step label={t('imports.steps.columns')}>
          <ColumnsStep wizard={wizard} />
        </Stepper.Step>
        <Stepper.Step label={t('imports.steps.check')}>
          <CheckStep wizard={wizard} />
        </Stepper.Step>
      </Stepper>
    </Skeleton>
  );
}
