-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content 5c4e7da248ef33b1
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'email_addr_bean_rel') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('date_modified') }} as date_modified,
        {{ onefold.clean_text('deleted') }} as deleted,
        {{ onefold.clean_text('email_address_id') }} as email_address_id,
        {{ onefold.clean_text('bean_id') }} as bean_id,
        {{ onefold.clean_text('bean_module') }} as bean_module,
        {{ onefold.clean_text('primary_address') }} as primary_address,
        {{ onefold.clean_text('date_created') }} as date_created,
        _of_deleted_at
    from latest
)

select
    {{ onefold.record_name('legacy_crm', 'email_addr_bean_rel', ['id']) }} as record_name,
    (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) as is_deleted,
    id,
    date_modified,
    deleted,
    email_address_id,
    bean_id,
    bean_module,
    primary_address,
    date_created
from received
