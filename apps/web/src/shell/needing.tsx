import type { ComponentType } from 'react';
import { Navigate } from 'react-router';

import type { Permission } from './permission-table';
import { useCan } from './permissions';

/** A page for those who may do what it is for; whoever typed its address and may not comes to the page above it. */
export function needing(permission: Permission, Page: ComponentType, instead: string): ComponentType {
  return function NeedingPage() {
    if (!useCan(permission)) return <Navigate to={instead} relative="path" replace />;
    return <Page />;
  };
}
